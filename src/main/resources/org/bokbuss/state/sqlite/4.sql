-- Where the pipeline stood when its sink began to look only, because writing is switched off; '' for the beginning.
alter table pipeline add column withheld text;
