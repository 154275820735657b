export default () => <p>hookproof</p>;
